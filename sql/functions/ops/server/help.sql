create or replace function ops.help()
    returns table (about text, type_this text, to_see text)
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
    values
        ('is it well?', 'select * from ops.check();', 'what should hold, and how to mend it'),
        ('', 'select * from ops.alerts();', 'what is wrong now, since when'),
        ('queue', 'select * from ops.queue();', 'what waits, lane by lane'),
        ('', 'select * from ops.queue_by_service();', 'who fills it'),
        ('', 'select * from ops.pause(''sms'', ''why'');', 'stop a lane, service or upload; resume, cancel'),
        ('providers', 'select * from ops.providers();', 'who carries what, and who fails'),
        ('services', 'select * from ops.services(''tax'');', 'ids, state, retention, volume, bytes'),
        ('people', 'select * from ops.find_recipient(''07700 900123'');', 'what there is; erase_recipient'),
        ('', 'select * from ops.holds();', 'whose data stay; hold, release'),
        ('', 'select * from ops.audit();', 'who changed what; of_service, by_person'),
        ('nights', 'select * from ops.tonight();', 'what the next one will do'),
        ('', 'select * from ops.maintenance();', 'what the last one did, what is late'),
        ('', 'select * from ops.blockers();', 'who keeps a partition from going'),
        ('jobs', 'select * from ops.jobs();', 'what failed, and why; retry_job'),
        ('disk', 'select * from ops.forecast();', 'how large it will be'),
        ('all', '\df+ ops.*', 'every function: what it promises, raises, locks')
$$;

comment on function ops.help is
'What to type on an ordinary day, grouped, a line each.';

grant execute on function ops.help to postroom_dba, postroom_readonly;
