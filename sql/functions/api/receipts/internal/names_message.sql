create or replace function api.names_message(provider text, reference text)
    returns boolean
    language sql
    immutable
    parallel safe
as $$
    select names_message.provider in ('ses', 'smtp')
        or starts_with(names_message.reference, names_message.provider || ':')
$$;

comment on function api.names_message is
'Whether a receipt''s reference is the name that its provider gave the message (of those that are
described, after their name and a colon), and not our id. An
expression that is written into the statements that use it, hence without a search_path.';
