-- What reports of the whole platform read: the facts of every day and month added up, so that a year
-- of all services costs twelve rows for each and not thousands. Kept by triggers, so that no
-- function, nor a DBA who mends a day by hand, can forget to.
-- depends: 0171.organisation-emails

create table postroom.billing_months (
    month date not null,
    service_id uuid not null,
    notification_type text not null,
    rate numeric not null,
    postage text not null,
    billable_units bigint not null,
    chargeable_units bigint not null,
    notifications_sent bigint not null,
    primary key (month, service_id, notification_type, rate, postage)
) with (fillfactor = 80);
comment on table postroom.billing_months is
'billing_facts added up by month (its first day) and service. A row whose messages are 0 stays.';
comment on column postroom.billing_months.chargeable_units is
'Fragments of text messages, each times its multiplier; sheets of letters.';

create table postroom.billing_days (
    day date not null,
    notification_type text not null,
    provider text not null,
    rate numeric not null,
    billable_units bigint not null,
    chargeable_units bigint not null,
    notifications_sent bigint not null,
    primary key (day, notification_type, provider, rate)
) with (fillfactor = 80);
comment on table postroom.billing_days is
'billing_facts added up by day and provider, all services together. A row whose messages are 0
stays.';

create table postroom.status_months (
    month date not null,
    service_id uuid not null,
    notification_type text not null,
    status text not null,
    notification_count bigint not null,
    primary key (month, service_id, notification_type, status)
) with (fillfactor = 80);
comment on table postroom.status_months is
'status_facts added up by month (its first day) and service. A row whose count is 0 stays.';

create table postroom.status_days (
    day date not null,
    notification_type text not null,
    status text not null,
    notification_count bigint not null,
    primary key (day, notification_type, status)
) with (fillfactor = 80);
comment on table postroom.status_days is
'status_facts added up by day, all services together. A row whose count is 0 stays.';
grant select on
postroom.billing_months, postroom.billing_days, postroom.status_months, postroom.status_days
to postroom_readonly;

-- The rows that a statement has added, with a sign: those that it took away count against them.
create function postroom.fact_changes(operation text) returns text
    language sql immutable
as $$
    select concat_ws(
        ' union all ',
        case when operation <> 'DELETE' then 'select 1 as sign, a.* from added as a' end,
        case when operation <> 'INSERT' then 'select -1 as sign, g.* from gone as g' end
    )
$$;

create function postroom.add_billing_facts() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    sums constant text := 'sum(c.sign * c.billable_units) as billable_units,'
        ' sum(c.sign * c.billable_units * c.rate_multiplier) as chargeable_units,'
        ' sum(c.sign * c.notifications_sent) as notifications_sent';
    setting constant text := 'billable_units = s.billable_units + excluded.billable_units,'
        ' chargeable_units = s.chargeable_units + excluded.chargeable_units,'
        ' notifications_sent = s.notifications_sent + excluded.notifications_sent';
    changes constant text := postroom.fact_changes(tg_op);
    is_changed boolean;
begin
    execute 'select exists (select from (' || changes || ') as c)' into is_changed;
    if not is_changed then
        return null;
    end if;
    -- Two days of a month are counted one after the other from here on.
    perform pg_advisory_xact_lock(hashtext('postroom.billing_months'));
    execute 'insert into billing_months as s '
        'select date_trunc(''month'', c.day)::date, c.service_id, c.notification_type, c.rate,'
        ' c.postage, ' || sums || ' from (' || changes || ') as c group by 1, 2, 3, 4, 5'
        ' on conflict (month, service_id, notification_type, rate, postage) do update set '
        || setting;
    execute 'insert into billing_days as s '
        'select c.day, c.notification_type, c.provider, c.rate, '
        || sums || ' from (' || changes || ') as c group by 1, 2, 3, 4'
        ' on conflict (day, notification_type, provider, rate) do update set ' || setting;
    return null;
end
$$;

create function postroom.add_status_facts() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    changes constant text := postroom.fact_changes(tg_op);
    counted constant text := 'sum(c.sign * c.notification_count) from ('
        || changes || ') as c where c.key_type <> ''test'' group by ';
    setting constant text :=
        'notification_count = s.notification_count + excluded.notification_count';
    is_changed boolean;
begin
    execute 'select exists (select from (' || changes || ') as c)' into is_changed;
    if not is_changed then
        return null;
    end if;
    perform pg_advisory_xact_lock(hashtext('postroom.status_months'));
    execute 'insert into status_months as s '
        'select date_trunc(''month'', c.day)::date, c.service_id, c.notification_type, c.status, '
        || counted || '1, 2, 3, 4'
        ' on conflict (month, service_id, notification_type, status) do update set ' || setting;
    execute 'insert into status_days as s select c.day, c.notification_type, c.status, '
        || counted || '1, 2, 3'
        ' on conflict (day, notification_type, status) do update set ' || setting;
    return null;
end
$$;

create function postroom.forget_sums() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    execute format('truncate %I, %I', tg_argv[0], tg_argv[1]);
    return null;
end
$$;

create trigger billing_facts_added after insert on postroom.billing_facts
referencing new table as added
for each statement execute function postroom.add_billing_facts();
create trigger billing_facts_changed after update on postroom.billing_facts
referencing old table as gone new table as added
for each statement execute function postroom.add_billing_facts();
create trigger billing_facts_gone after delete on postroom.billing_facts
referencing old table as gone
for each statement execute function postroom.add_billing_facts();
create trigger billing_facts_emptied after truncate on postroom.billing_facts
for each statement execute function postroom.forget_sums('billing_months', 'billing_days');

create trigger status_facts_added after insert on postroom.status_facts
referencing new table as added
for each statement execute function postroom.add_status_facts();
create trigger status_facts_changed after update on postroom.status_facts
referencing old table as gone new table as added
for each statement execute function postroom.add_status_facts();
create trigger status_facts_gone after delete on postroom.status_facts
referencing old table as gone
for each statement execute function postroom.add_status_facts();
create trigger status_facts_emptied after truncate on postroom.status_facts
for each statement execute function postroom.forget_sums('status_months', 'status_days');

insert into postroom.billing_months
select
    date_trunc('month', f.day)::date as month,
    f.service_id,
    f.notification_type,
    f.rate,
    f.postage,
    sum(f.billable_units) as billable_units,
    sum(f.billable_units * f.rate_multiplier) as chargeable_units,
    sum(f.notifications_sent) as notifications_sent
from postroom.billing_facts as f
group by 1, 2, 3, 4, 5;

insert into postroom.billing_days
select
    f.day,
    f.notification_type,
    f.provider,
    f.rate,
    sum(f.billable_units) as billable_units,
    sum(f.billable_units * f.rate_multiplier) as chargeable_units,
    sum(f.notifications_sent) as notifications_sent
from postroom.billing_facts as f
group by 1, 2, 3, 4;

insert into postroom.status_months
select
    date_trunc('month', f.day)::date as month,
    f.service_id,
    f.notification_type,
    f.status,
    sum(f.notification_count) as notification_count
from postroom.status_facts as f
where f.key_type <> 'test'
group by 1, 2, 3, 4;

insert into postroom.status_days
select
    f.day,
    f.notification_type,
    f.status,
    sum(f.notification_count) as notification_count
from postroom.status_facts as f
where f.key_type <> 'test'
group by 1, 2, 3;
