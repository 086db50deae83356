drop table postroom.organisation_domains;
drop table postroom.organisations;
