"""Files by link: the pages that lead to them, and the check that the admin app asks for."""
