-- Who asked, with one click in an email, not to get any more of the kind.
-- depends: 0020.inbound-messages

create table postroom.unsubscribe_requests (
    created_at timestamptz not null default postroom.now(),
    template_version int not null,
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    notification_id uuid not null,
    template_id uuid not null,
    -- As the email was addressed; null once forgotten (ops.forget_unsubscribed).
    email_address text
);
comment on table postroom.unsubscribe_requests is
'One-click unsubscribe requests; the addresses are personal data and go after 90 days.';

create index unsubscribe_requests_notification
on postroom.unsubscribe_requests (notification_id);
create index unsubscribe_requests_service
on postroom.unsubscribe_requests (service_id, created_at);
create index unsubscribe_requests_known on postroom.unsubscribe_requests (created_at)
where email_address is not null;
