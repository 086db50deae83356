drop table postroom.documents;
