create table if not exists facts (name text primary key, value text not null);

create table if not exists people (
    id integer primary key,
    handle text not null unique,
    name text not null,
    brand integer not null default 0,
    language text not null default 'en',
    temper text not null default ''
);

create table if not exists tokens (digest text primary key, brand integer not null references people);

create table if not exists posts (
    id integer primary key,
    author integer not null references people,
    parent integer references posts,
    root integer not null,
    partner integer references people,  -- the brand a private message is shared with; null: public
    said_at text not null,
    removed_at text,
    version integer not null default 1,
    kind text not null default '',
    wants integer not null default 0,
    story integer,
    via text not null default '',
    client_key text,
    garbled integer not null default 0,
    unique (author, client_key)
);
create index if not exists posts_root on posts (root);
create index if not exists posts_parent on posts (parent);
create index if not exists posts_story on posts (story);

create table if not exists versions (
    post integer not null references posts,
    version integer not null,
    text text not null,
    language text not null,
    at text not null,
    primary key (post, version)
);

create table if not exists pictures (
    id integer primary key,
    post integer not null references posts,
    alt text not null,
    width integer not null,
    height integer not null,
    mime text not null,
    content blob  -- null: drawn when asked for
);
create index if not exists pictures_post on pictures (post);

create table if not exists concerns (
    brand integer not null references people,
    post integer not null references posts,
    why text not null,
    primary key (brand, post)
);

create table if not exists events (
    seq integer primary key autoincrement,
    post integer not null references posts,
    version integer not null,
    change text not null,
    at text not null
);
create index if not exists events_at on events (at);

create table if not exists answers (
    post integer not null references posts,
    brand integer not null,  -- 0: a fellow customer, good for every brand
    answer integer not null references posts,
    at text not null,
    primary key (post, brand)
);

create table if not exists stories (number integer primary key, body text not null);
create table if not exists steps (id integer primary key autoincrement, due real not null, body text not null);
create index if not exists steps_due on steps (due, id);
create table if not exists decks (name text primary key, drawn integer not null);
