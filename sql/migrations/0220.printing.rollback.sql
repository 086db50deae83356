delete from postroom.template_versions where template_id = '11fad854-fd38-4a7c-bd17-805fb13dfc12';
delete from postroom.templates where id = '11fad854-fd38-4a7c-bd17-805fb13dfc12';
delete from postroom.alerts where name in ('letters_unprinted', 'print_run_late');
delete from postroom.alert_rules where name in ('letters_unprinted', 'print_run_late');
delete from postroom.provider_details where identifier = 'spool';
update postroom.provider_details set active = true where identifier = 'dvla';
drop table postroom.provider_credentials;
drop table postroom.prints;
drop table postroom.print_runs;
