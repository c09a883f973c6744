"""Pages of a founder with an account: profile, applying, own applications, files, mails."""
