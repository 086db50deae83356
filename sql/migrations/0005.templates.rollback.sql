drop table postroom.template_versions;
drop table postroom.templates;
