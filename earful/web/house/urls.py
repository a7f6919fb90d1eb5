"""Addresses of the house: everything that is not the desk itself."""

from django.urls import path

from earful.web import sign_in
from earful.web.house import accounts, adviser, connecting, customer, figures, keeping, ledger, me, people, trouble

# The names account_* are allauth's; defined after its own pages, they lead here instead.
urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-out/", sign_in.SignOut.as_view(), name="account_logout"),
    path("sign-up/", sign_in.by_invitation, name="account_signup"),
    path("forgotten/", sign_in.forgotten, name="account_reset_password"),
    path("left/", sign_in.left, name="account_inactive"),
    path("me/password/", me.password, name="account_change_password"),
    path("me/password/first/", me.password, name="account_set_password"),
    path("me/", me.me, name="house_me"),
    path("settings/", me.settings, name="house_settings"),
    path("settings/kept/", keeping.keeping, name="house_keeping"),
    path("settings/language-model/", adviser.adviser, name="house_adviser"),
    path("settings/language-model/try/", adviser.trial, name="house_adviser_trial"),
    path("settings/language-model/forget/", adviser.forget, name="house_adviser_forget"),
    path("figures/", figures.figures, name="house_figures"),
    path("accounts/", accounts.all_accounts, name="house_accounts"),
    path("accounts/connect/", connecting.choose, name="house_choose"),
    path("accounts/connect/<slug:network>/", connecting.connect, name="house_connect"),
    path("accounts/connect/<slug:network>/back/", connecting.back, name="house_back"),
    path("accounts/<int:account_id>/", accounts.one_account, name="house_account"),
    path("accounts/<int:account_id>/connected/", connecting.connected, name="house_connected"),
    path("accounts/<int:account_id>/sign-in/", connecting.sign_in_again, name="house_account_sign_in"),
    path("accounts/<int:account_id>/pause/", accounts.pause, name="house_account_pause"),
    path("accounts/<int:account_id>/resume/", accounts.resume, name="house_account_resume"),
    path("accounts/<int:account_id>/let-through/", accounts.let_through, name="house_account_let_through"),
    path("accounts/<int:account_id>/trouble/", trouble.trouble, name="house_trouble"),
    path("accounts/<int:account_id>/trouble/begin/", trouble.begin, name="house_trouble_begin"),
    path("accounts/<int:account_id>/trouble/end/", trouble.end, name="house_trouble_end"),
    path("accounts/<int:account_id>/trouble/sign-in/", trouble.sign_in, name="house_trouble_sign_in"),
    path("ledger/", ledger.ledger, name="house_ledger"),
    path("ledger/<int:item_id>/", ledger.arrival, name="house_arrival"),
    path("ledger/<int:item_id>/again/", ledger.again, name="house_arrival_again"),
    path("staff/", people.staff, name="house_staff"),
    path("staff/invite/", people.invite, name="house_invite"),
    path("staff/<int:agent_id>/link/", people.link, name="house_staff_link"),
    path("staff/<int:agent_id>/role/", people.role, name="house_staff_role"),
    path("staff/<int:agent_id>/let-go/", people.let_go, name="house_staff_let_go"),
    path("staff/<int:agent_id>/welcome-back/", people.welcome_back, name="house_staff_welcome_back"),
    path("customers/<int:customer_id>/", customer.customer, name="house_customer"),
    path("customers/<int:customer_id>/join/", customer.join, name="house_customer_join"),
    path("customers/joinings/<int:joining_id>/undo/", customer.part, name="house_joining_undo"),
]
