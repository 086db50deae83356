-- One check of what a message's facts may be, in place of seven. PostgreSQL reads the text of every
-- check, and plans it, in each statement that writes a row, and again for each partition that it
-- plans to read; a call of a function in plpgsql is short, and the function keeps its plan.
-- depends: 0071.reports 0085.fair-queue

-- squawk-ignore-file ban-drop-constraint

create function postroom.are_facts(
    created_at timestamptz, id uuid, day date, notification_type text, key_type text,
    status text, postage text, cost_threshold text
)
    returns boolean
    language plpgsql immutable parallel safe
as $$
begin
    return are_facts.created_at = postroom.uuid7_time(are_facts.id)
        and are_facts.day = postroom.local_day(are_facts.created_at)
        and are_facts.notification_type in ('sms', 'email', 'letter')
        and are_facts.key_type in ('normal', 'team', 'test')
        and are_facts.status in (
            'created', 'sending', 'sent', 'delivered', 'pending', 'failed', 'technical-failure',
            'temporary-failure', 'permanent-failure', 'pending-virus-check', 'validation-failed',
            'virus-scan-failed', 'returned-letter', 'cancelled'
        )
        and (
            are_facts.postage is null
            or are_facts.postage in ('first', 'second', 'economy', 'europe', 'rest-of-world')
        )
        and (
            are_facts.cost_threshold is null
            or are_facts.cost_threshold in ('sorted', 'unsorted')
        );
end
$$;
comment on function postroom.are_facts(timestamptz, uuid, date, text, text, text, text, text) is
    'Whether a message''s time and day are those inside its id, and the rest are words we know.';

-- Not valid, but true of the rows there are: the checks that it replaces held for them.
alter table postroom.notifications
add constraint are_facts check (
    postroom.are_facts(
        created_at, id, day, notification_type, key_type, status, postage, cost_threshold
    )
) not valid,
drop constraint created_at_is_in_id,
drop constraint day_is_of_created_at,
drop constraint notifications_notification_type_check,
drop constraint notifications_key_type_check,
drop constraint notifications_status_check,
drop constraint notifications_postage_check,
drop constraint notifications_cost_threshold_check;
