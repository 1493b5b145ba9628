"""The week: when its slots fall, what each of them says and to whom, and what else is looked after every minute."""
