-- People ask to join a service; some senders of text messages are somebody's own. And the printer is
-- one of the providers that the admin app lists.
-- depends: 0190.repeated-texts

create table postroom.join_requests (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    requester_id uuid not null references postroom.users,
    contacted_user_ids uuid [] not null check (contacted_user_ids <> '{}'),
    reason text,
    status text not null default 'pending'
    check (status in ('pending', 'approved', 'rejected', 'cancelled')),
    status_changed_by_id uuid references postroom.users,
    status_changed_at timestamptz,
    created_at timestamptz not null default postroom.now()
);
create index join_requests_requester on postroom.join_requests (requester_id, service_id);
create index join_requests_service on postroom.join_requests (service_id);

create table postroom.protected_sender_ids (
    sender text primary key
    check (sender = lower(regexp_replace(sender, '\s', '', 'g')) and sender <> '')
);
comment on table postroom.protected_sender_ids is
'Senders of text messages that a service may not choose by itself, in lower case without blanks.';

insert into postroom.provider_details (
    identifier, display_name, notification_type, active, priority, resting_point
)
values ('dvla', 'DVLA', 'letter', true, 50, 50);

create temporary table seeds (id uuid, name text, subject text, content text) on commit drop;

insert into seeds values
(
    '77677459-f862-44ee-96d9-b8cb2323d407', 'Request invite to a service',
    '((requester_name)) asks to join your service',
    'Hello ((approver_name))

((requester_name)) (((requester_email_address))) asks to join the team of ((service_name)).

((reason_given??They say why:))

((reason))

Let them in, or do not:

((url))'
),
(
    '38bcd263-6ce8-431f-979d-8e637c1f0576', 'You have asked to join a GOV.UK Notify service',
    'You have asked to join a service',
    'Hello ((requester_name))

You have asked to join the team of ((service_name)). We have told:

((service_admin_names))

If none of them answers, ask somebody else:

((url_ask_to_join_page))'
),
(
    '4d8ee728-100e-4f0e-8793-5638cfa4ffa4', '03 - Requester - Your request has been approved',
    '((approver_name)) has let you in',
    'Hello ((requester_name))

((approver_name)) has made you a member of the team of ((service_name)):

((dashboard_url))'
);

insert into postroom.templates (id, service_id, template_type)
select
    s.id,
    'd6aa2c68-a2d9-4437-ab19-3ae8eb202553' as service_id,
    'email' as template_type
from seeds as s;

insert into postroom.template_versions (
    template_id, version, name, subject, content, created_by_id
)
select
    s.id as template_id,
    1 as version,
    s.name,
    s.subject,
    s.content,
    '6af522d0-2915-4e52-83a3-3690455a5fe6' as created_by_id
from seeds as s;
