create or replace function api.describe_agreement(o postroom.organisations)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'organisation_name', (o).name,
        'crown', coalesce((o).crown, false),
        'signer_name', u.name,
        'signer_address', u.email_address,
        'on_behalf_of_name', (o).agreement_signed_on_behalf_of_name,
        'on_behalf_of_address', (o).agreement_signed_on_behalf_of_email_address
    )
    from users as u
    where u.id = (o).agreement_signed_by_id
$$;

comment on function api.describe_agreement is
'What emails say of an organisation''s agreement, and whom they go to.';
