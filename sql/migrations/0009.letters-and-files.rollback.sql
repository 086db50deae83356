drop table postroom.documents;
drop table postroom.object_removals;
drop table postroom.returned_letters;
