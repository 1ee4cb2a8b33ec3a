"""Questions and answers with or without the reading aids that an editor gave them."""

from django import template

from chatbot.services.desk import furigana

register = template.Library()
register.filter("furigana", furigana.line)
register.filter("with_furigana", furigana.render)
register.filter("without_furigana", furigana.without)
