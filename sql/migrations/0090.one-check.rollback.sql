alter table postroom.notifications
add constraint created_at_is_in_id check (created_at = postroom.uuid7_time(id)) not valid,
add constraint day_is_of_created_at check (day = postroom.local_day(created_at)) not valid,
add constraint notifications_notification_type_check
check (notification_type in ('sms', 'email', 'letter')) not valid,
add constraint notifications_key_type_check
check (key_type in ('normal', 'team', 'test')) not valid,
add constraint notifications_status_check check (status in (
    'created', 'sending', 'sent', 'delivered', 'pending', 'failed', 'technical-failure',
    'temporary-failure', 'permanent-failure', 'pending-virus-check', 'validation-failed',
    'virus-scan-failed', 'returned-letter', 'cancelled'
)) not valid,
add constraint notifications_postage_check
check (postage in ('first', 'second', 'economy', 'europe', 'rest-of-world')) not valid,
add constraint notifications_cost_threshold_check
check (cost_threshold in ('sorted', 'unsorted')) not valid,
drop constraint are_facts;
drop function postroom.are_facts(timestamptz, uuid, date, text, text, text, text, text);
