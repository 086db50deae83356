drop table postroom.letter_rates;
drop table postroom.sms_rates;
drop table postroom.provider_breakers;
drop table postroom.provider_calls;
drop table postroom.provider_versions;
drop table postroom.provider_details;
