drop function postroom.forget_sums cascade;
drop function postroom.add_status_facts cascade;
drop function postroom.add_billing_facts cascade;
drop function postroom.fact_changes;
drop table postroom.status_days;
drop table postroom.status_months;
drop table postroom.billing_days;
drop table postroom.billing_months;
