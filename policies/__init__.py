"""What the support programmes are: documents, editions, facts, departments. Knows no applicant."""
