"""Every page of the product, as Rita can open it in the demo."""

PAGES = (
    "/cases",
    "/cases?q=nobody+has+such+a+case",
    "/cases/new",
    "/cases/1",
    "/cases/1?q=nobody+is+called+so",
    "/cases/1/contact?ids=1-38",
    "/cases/1/edit",
    "/cases/1/import",
    "/cases/1/applications/new",
    "/cases/2",
    "/cases/5",
    "/applications/7/edit",
    "/cases/1/applications/7/personal-data",
    "/cases/1/applications/7/erasure",
    "/preferences",
    "/preferences/second-step",
    "/simulator/",
)

ADMIN_PAGES = (
    "/admin/organisations",
    "/admin/organisations?show=all",
    "/admin/organisations/1/edit",
    "/admin/organisations/2/edit",
    "/admin/organisations/1/edit/users",
    "/admin/organisations/2/edit/users?q=nobody+is+called+so",
    "/admin/organisations/1/users/1/inactivation",
    "/admin/organisations/1/edit/retention",
    "/admin/organisations/4/edit/retention",
    "/admin/organisations/1/edit/sending",
    "/admin/organisations/4/edit/sending",
    "/admin/organisations/2/new",
    "/admin/organisations/2/place",
    "/admin/organisations/2/deactivation",
    "/admin/organisations/1/edit/candidate-contact",
    "/admin/organisations/2/edit/candidate-contact",
    "/admin/organisations/2/edit/candidate-contact?show=archived",
    "/admin/organisations/2/templates/new",
    "/admin/templates/1/edit",
    "/admin/templates/1/versions",
    "/admin/organisations/1/edit/credits",
    "/admin/organisations/1/edit/credits?days=365&show=returned",
    "/admin/organisations/2/edit/credits",
    "/admin/organisations/1/edit/credits/warning",
    "/admin/organisations/1/edit/credits/request",
    "/admin/organisations/2/edit/credits/budget",
    "/admin/organisations/1/edit/credits/refill",
    "/admin/organisations/1/edit/credits/correction",
)
"""The pages of administration, as Adam can open them."""

ERRORS = {
    "/cases/7": "This page is not here",
    "/no-such-page": "This page is not here",
}
"""Addresses that answer with an error page: another organisation's case, and nothing at all."""
