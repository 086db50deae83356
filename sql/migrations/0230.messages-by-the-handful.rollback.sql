delete from postroom.daily_counts;
alter table postroom.daily_counts drop constraint daily_counts_pkey;
alter table postroom.daily_counts drop column bucket;
alter table postroom.daily_counts add constraint daily_counts_pkey
primary key (service_id, day, kind, slot);
drop function postroom.uuid7(timestamptz, int);
drop function postroom.shard(uuid);
drop type postroom.new_message;
