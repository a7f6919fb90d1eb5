"""The rows of roles_table.py about channels that come to us: webhooks and contact forms."""

OWNER, ANYONE = "o", "*"
PAGES = [
    ("house_webhook", "GET", OWNER),
    ("house_webhook_end_before", "POST", OWNER),
    ("house_form", "GET", OWNER),
    ("house_mentions", "GET", OWNER),
    ("mention_take", "POST", ANYONE),  # but what is said is looked at before it is believed: see test_webmention.py
    ("said", "GET", ANYONE),
    ("hook_take", "POST", ANYONE),  # but only what is signed is taken: see test_hook_door.py
    ("call_take", "POST", ANYONE),  # but only what bears the network's proof is taken: see test_telegram_door.py
    ("form", "GET", ANYONE),
    ("form_follow", "GET", ANYONE),  # whoever has the link
    ("form_widget", "GET", ANYONE),
]
MEANT = {
    "house_webhook": {"account_id": "hook_account_id"},
    "house_webhook_end_before": {"account_id": "hook_account_id"},
    "house_form": {"account_id": "form_account_id"},
    "house_mentions": {"account_id": "mention_account_id"},
    "mention_take": {"key": "mention_key"},
    "said": {"key": "said_key"},
    "form": {"key": "form_key"},
    "form_follow": {"key": "form_key", "token": "form_token"},
}
