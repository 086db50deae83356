-- Letters that are not at their end, so that looking for those that wait too long, every minute,
-- need not look at every day of the history.
-- depends: 0103.references

create table postroom.open_letters (
    notification_id uuid primary key,
    day date not null
);
comment on table postroom.open_letters is
'Letters that wait or are on their way: of older days, alerts look at those of these alone.';
create index open_letters_day on postroom.open_letters (day);

create function postroom.note_open_letter()
    returns trigger
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        delete from open_letters as o where o.notification_id = old.id;
    elsif new.status in ('pending-virus-check', 'created', 'sending') then
        insert into open_letters (notification_id, day) values (new.id, new.day)
        on conflict do nothing;
    else
        delete from open_letters as o where o.notification_id = new.id;
    end if;
    return null;
end
$$;
comment on function postroom.note_open_letter() is
    'Keeps postroom.open_letters as the letters are.';

create trigger note_open_letter after insert or update of status on postroom.notifications
for each row when (new.notification_type = 'letter')
execute function postroom.note_open_letter();
create trigger note_deleted_letter after delete on postroom.notifications
for each row when (old.notification_type = 'letter')
execute function postroom.note_open_letter();

insert into postroom.open_letters (notification_id, day)
select
    n.id,
    n.day
from postroom.notifications as n
where
    n.notification_type = 'letter'
    and n.kept_until >= postroom.today()
    and n.status in ('pending-virus-check', 'created', 'sending');
