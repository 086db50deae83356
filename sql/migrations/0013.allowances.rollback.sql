drop table postroom.allowances;
drop table postroom.default_allowances;
