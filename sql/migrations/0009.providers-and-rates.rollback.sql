drop table postroom.sms_rates;
drop table postroom.provider_details;
