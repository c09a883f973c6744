"""The words for how sure we are, for templates."""

from django import template

from policies.presentation.terms import mark_of, word_of

register = template.Library()
register.simple_tag(mark_of, name="basis_mark")
register.simple_tag(word_of, name="basis_word")
