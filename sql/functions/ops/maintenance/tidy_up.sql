create or replace function ops.tidy_up()
    returns jsonb
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with codes as (
        delete from verify_codes as c
        where c.created_at < postroom.now() - interval '24 hours'
        returning 1
    ),
    invitations as (
        delete from invited_users as i
        where i.created_at <= postroom.now() - interval '2 days'
        returning 1
    ),
    invitations_of_organisations as (
        delete from invited_organisation_users as i
        where i.created_at <= postroom.now() - interval '2 days'
        returning 1
    ),
    happened as (
        delete from events as e
        where e.created_at < postroom.now() - interval '52 weeks'
        returning 1
    ),
    counts as (
        delete from daily_counts as c
        where c.day < today()
        returning 1
    ),
    given as (
        delete from sandbox_messages as m
        where m.sent_at < postroom.now() - interval '1 day'
        returning 1
    ),
    printed as (
        delete from prints as p
        where p.day < today() - 30
          and not exists (
              select from open_letters as o where o.notification_id = p.notification_id
          )
        returning 1
    ),
    valid as (
        delete from validities as v
        where v.valid_until < postroom.now()
          and uuid7_day(v.notification_id) < today() - ops.history_days()
        returning 1
    ),
    logged as (
        delete from maintenance_log as l
        where l.as_of < postroom.now() - interval '1 year'
        returning 1
    )
    select jsonb_build_object(
        'verify_codes', (select count(*) from codes),
        'invited_users', (select count(*) from invitations),
        'invited_organisation_users', (select count(*) from invitations_of_organisations),
        'events', (select count(*) from happened),
        'daily_counts', (select count(*) from counts),
        'sandbox_messages', (select count(*) from given),
        'prints', (select count(*) from printed),
        'validities', (select count(*) from valid),
        'maintenance_log', (select count(*) from logged)
    )
$$;

comment on function ops.tidy_up is
'Deletes what is of no use any more, and returns how much of each table: codes that people signed in
with after 24 hours, invitations after 2 days whatever became of them, counters of daily limits of
days that are over, what the sandbox was given after a day, what people did in the admin app after
52 weeks, which letters went to print in which run after 30 days if they are at their end, the
maintenance log after a year. Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.tidy_up to postroom_dba, postroom_worker;
