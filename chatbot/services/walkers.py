"""The services whose exchanges carry a state, and the order in which responders are asked."""

from chatbot.models import Exchange
from chatbot.services import courtesies
from chatbot.services.guides import walking
from chatbot.services.lookups import asking
from chatbot.services.responding import Responder, Walker

WALKERS: dict[str, Walker] = {
    Exchange.Outcome.GUIDE: walking,
    Exchange.Outcome.LOOKUP: asking,
    Exchange.Outcome.COURTESY: courtesies,
}
RESPONDERS: tuple[Responder, ...] = (walking.go_on, courtesies.respond, asking.look_up)
