drop table postroom.returned_letters;
