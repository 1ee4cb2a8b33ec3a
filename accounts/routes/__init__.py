"""Every URL and the one action it stands for. A URL that is in none of these tables is refused."""

from accounts.policy import Action
from accounts.routes import (
    chat,
    discussion,
    following,
    intake,
    numbers,
    order,
    participation,
    planning,
    proposals,
    searching,
    setup,
    site,
    surveys,
    transfer,
)

ROUTES: dict[str, Action] = {
    **site.ROUTES,
    **participation.ROUTES,
    **planning.ROUTES,
    **setup.ROUTES,
    **surveys.ROUTES,
    **proposals.ROUTES,
    **discussion.ROUTES,
    **following.ROUTES,
    **searching.ROUTES,
    **order.ROUTES,
    **intake.ROUTES,
    **numbers.ROUTES,
    **transfer.ROUTES,
    **chat.ROUTES,
}
