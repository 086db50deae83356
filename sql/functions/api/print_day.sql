create or replace function api.print_day(created_at timestamptz)
    returns date
    language sql
    immutable
    strict
as $$
    select postroom.local_day(print_day.created_at + interval '6 hours 30 minutes')
$$;

comment on function api.print_day is
'The local day at 17:30 of which a letter created at a moment goes to print: that day, or the next
from 17:30 on. So one can be cancelled while the day for a letter created now is still the same.';
