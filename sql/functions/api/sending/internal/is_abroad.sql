create or replace function api.is_abroad(international boolean, phone_prefix text)
    returns boolean
    language sql
    immutable
    parallel safe
as $$
    select coalesce(is_abroad.international and is_abroad.phone_prefix <> '44', false)
$$;

comment on function api.is_abroad is
'Whether a message counts towards the day''s limit of international text messages: the Crown
dependencies are not abroad. An expression that is written into the statements that use it, hence
without a search_path.';
