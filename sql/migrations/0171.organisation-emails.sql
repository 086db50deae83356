-- What the platform says to people of organisations: invitations, the agreement, and services that
-- ask to go live. The ids are known to the admin app.
-- depends: 0170.organisations-and-branding

create temporary table seeds (id uuid, name text, subject text, content text) on commit drop;

insert into seeds values
(
    '203566f0-d835-47c5-aa06-932439c86573', 'Notify organisation invitation email',
    '((user_name)) has invited you to the team of ((organisation_name))',
    '((user_name)) has invited you to join the team of ((organisation_name)).

Open this link to accept:

((url))

It works for 2 days.'
),
(
    '4fd2e43c-309b-4e50-8fb8-1955852d9d71', 'MOU Signed By Receipt',
    'You have accepted the agreement',
    'Hello ((signed_by_name))

You have accepted the data sharing and financial agreement for ((org_name)).

Read it here: ((mou_link))'
),
(
    'c20206d5-bf03-4002-9a90-37d5032d9e84', 'MOU Signed On Behalf Of Receipt - Signed by',
    'You have accepted the agreement',
    'Hello ((signed_by_name))

You have accepted the data sharing and financial agreement for ((org_name)) on behalf of
((on_behalf_of_name)), whom we have told so.

Read it here: ((mou_link))'
),
(
    '522b6657-5ca5-4368-a294-6b527703bd0b', 'MOU Signed On Behalf Of Receipt - On Behalf Of',
    'The agreement for ((org_name)) has been accepted',
    'Hello ((on_behalf_of_name))

((signed_by_name)) has accepted the data sharing and financial agreement for ((org_name)) on your
behalf.

Read it here: ((mou_link))'
),
(
    '5c7cfc0f-c3f4-4bd6-9a84-5a144aad5425', 'Service wants to go live (for organisation users)',
    'Request to go live: ((service_name))',
    'Hello ((name))

((requester_name)) (((requester_email_address))) of ((organisation_name)) has asked for
((service_name)) to go live.

Open this link to decide:

((make_service_live_link))

If you answer this email, ((requester_name)) gets your answer. For help from us:
((support_page_link))'
),
(
    'c7083bfe-1b9a-4ff9-bd5c-30508727df6e',
    'Receipt email after requesting to go live (self-approval)',
    'Your request to go live',
    'Hello ((name))

You have asked for ((service_name)) to go live. These people at ((organisation_name)) can decide:

((organisation_team_member_names))'
),
(
    '62f12a62-742b-4458-9336-741521b131c7',
    'Reminder: continue self-service go live journey (for organisation users)',
    'What is left to do before ((service_name)) is live',
    '((body))'
),
(
    '507d0796-9e23-4ad7-b83b-5efbd9496866', 'Reject self-service go live request',
    'Your request to go live',
    'Hello ((name))

((service_name)) cannot go live yet. ((organisation_team_member_name))
(((organisation_team_member_email))) of ((organisation_name)) says:

((reason))'
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
