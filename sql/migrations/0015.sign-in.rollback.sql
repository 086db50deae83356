drop table postroom.webauthn_credentials;
drop table postroom.verify_codes;
