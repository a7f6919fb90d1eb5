"""Addresses of the desk."""

from django.urls import URLPattern, path, register_converter
from django.views.generic import RedirectView

from earful.conversations.queries import DUE, VIEWS
from earful.conversations.views import PREFIX
from earful.web.desk import (
    acts,
    assisting,
    bulk,
    changing,
    experts,
    here,
    letting_through,
    links,
    looking,
    next_one,
    pages,
    palette,
    pictures,
    private,
    saved,
    snoozing,
    suggestions,
    topics,
    views,
    why_here,
    writing,
)


class ViewName:
    """One of the views of the house, or one that somebody saved."""

    regex = "|".join((*VIEWS, *DUE, PREFIX + "[0-9]{1,15}"))

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(ViewName, "view")
home = RedirectView.as_view(pattern_name="desk_list", permanent=False)

urlpatterns: list[URLPattern] = [
    path("", home, {"view": "needs"}, name="desk"),
    path("desk/", home, {"view": "needs"}),
    path("desk/palette/", palette.palette, name="desk_palette"),
    path("desk/next/", next_one.take, name="desk_next"),
    path("desk/many/", bulk.lately, name="desk_bulk_lately"),
    path("desk/many/choose/", bulk.choose, name="desk_bulk"),
    path("desk/many/do/", bulk.do, name="desk_bulk_do"),
    path("desk/many/<int:pk>/undo/", bulk.undo, name="desk_bulk_undo"),
    path("desk/views/", views.kept, name="desk_views"),
    path("desk/views/new/", views.new, name="desk_view_new"),
    path("desk/views/<int:pk>/", views.change, name="desk_view"),
    path("desk/views/<int:pk>/move/", views.move, name="desk_view_move"),
    path("desk/views/<int:pk>/remove/", views.remove, name="desk_view_remove"),
    path("desk/<view:view>/", pages.matters, name="desk_list"),
    path("desk/<view:view>/<int:pk>/", pages.matter, name="desk_one"),
    path("desk/matter/<int:pk>/assign/", acts.assign, name="desk_assign"),
    path("desk/matter/<int:pk>/team/", acts.team, name="desk_team"),
    path("desk/matter/<int:pk>/tag/", acts.tag, name="desk_tag"),
    path("desk/matter/<int:pk>/untag/", acts.remove_tag, name="desk_untag"),
    path("desk/matter/<int:pk>/note/", acts.note, name="desk_note"),
    path("desk/matter/<int:pk>/snooze/", snoozing.put_away, name="desk_snooze"),
    path("desk/matter/<int:pk>/back/", snoozing.bring_back, name="desk_bring_back"),
    path("desk/matter/<int:pk>/expert/", experts.ask, name="desk_expert"),
    path("desk/expert/<int:pk>/again/", experts.again, name="desk_expert_again"),
    path("desk/expert/<int:pk>/withdraw/", experts.withdraw, name="desk_expert_withdraw"),
    path("desk/expert/note/<int:pk>/use/", experts.use, name="desk_expert_use"),
    path("desk/matter/<int:pk>/private/", private.ways, name="desk_ways"),
    path("desk/matter/<int:pk>/public/", private.publicly, name="desk_publicly"),
    path("desk/matter/<int:pk>/confirmed/", private.confirm, name="desk_confirmed"),
    path("desk/matter/<int:pk>/solved/", private.ask_solved, name="desk_ask_solved"),
    path("desk/matter/<int:pk>/closing/", private.closing, name="desk_closing"),
    path("desk/visit/<int:pk>/in/", private.let_in, name="desk_let_in"),
    path("desk/visit/<int:pk>/out/", private.shut_out, name="desk_shut_out"),
    path("desk/private/<int:pk>/close/", private.close, name="desk_page_close"),
    path("desk/matter/<int:pk>/end/", acts.end, name="desk_end"),
    path("desk/matter/<int:pk>/why/", why_here.why_here, name="desk_why_here"),
    path("desk/matter/<int:pk>/suggestions/", suggestions.suggestions, name="desk_suggestions"),
    path("desk/matter/<int:pk>/suggestions/<int:passage_id>/use/", suggestions.use, name="desk_suggestion_use"),
    path("desk/matter/<int:pk>/assist/", assisting.last, name="desk_assist"),
    path("desk/matter/<int:pk>/assist/ask/", assisting.ask, name="desk_assist_ask"),
    path("desk/matter/<int:pk>/assist/read/", assisting.read, name="desk_assist_read"),
    path("desk/assist/<int:assist_id>/", assisting.one, name="desk_assist_one"),
    path("desk/assist/<int:assist_id>/take/", assisting.take, name="desk_assist_take"),
    path("desk/saved/", saved.saved, name="desk_saved"),
    path("desk/matter/<int:pk>/saved/", saved.begin, name="desk_saved_begin"),
    path("desk/matter/<int:pk>/saved/<int:variant_id>/", saved.use, name="desk_saved_use"),
    path("desk/matter/<int:pk>/others/", looking.others, name="desk_others"),
    path("desk/matter/<int:pk>/merge/<int:other_id>/", acts.merge, name="desk_merge"),
    path("desk/matter/<int:pk>/join/<int:likeness_id>/", acts.join, name="desk_join"),
    path("desk/matter/<int:pk>/apart/<int:likeness_id>/", acts.apart, name="desk_apart"),
    path("desk/matter/<int:pk>/draft/", writing.keep, name="desk_keep"),
    path("desk/matter/<int:pk>/draft/discard/", writing.discard, name="desk_discard"),
    path("desk/matter/<int:pk>/draft/share/", writing.share, name="desk_share"),
    path("desk/matter/<int:pk>/draft/versions/", writing.kept_versions, name="desk_draft_versions"),
    path("desk/draft/<int:draft_id>/take-over/", writing.take_over, name="desk_take_over"),
    path("desk/matter/<int:pk>/introduce/", writing.introduce, name="desk_introduce"),
    path("desk/matter/<int:pk>/enclose/", writing.enclose, name="desk_enclose"),
    path("desk/matter/<int:pk>/send/", writing.send, name="desk_send"),
    path("desk/here/", here.here, name="desk_here"),
    path("desk/here/beat/", here.beat, name="desk_beat"),
    path("desk/here/leave/", here.leave, name="desk_leave"),
    path("desk/turn/<int:turn_id>/judge/", acts.judge, name="desk_judge"),
    path("desk/turn/<int:turn_id>/correct/", acts.correct, name="desk_correct"),
    path("desk/turn/<int:turn_id>/split/", acts.split, name="desk_split"),
    path("desk/turn/<int:turn_id>/not-us/", acts.not_us, name="desk_not_us"),
    path("desk/turn/<int:turn_id>/topics/", topics.of_turn, name="desk_turn_topics"),
    path("desk/turn/<int:turn_id>/topic/", topics.put, name="desk_turn_topic"),
    path("desk/turn/<int:turn_id>/versions/", looking.versions, name="desk_versions"),
    path("desk/turn/<int:turn_id>/held/", letting_through.decide, name="desk_held"),
    path("desk/turn/<int:turn_id>/links/", links.of_turn, name="desk_links"),
    path("desk/turn/<int:turn_id>/links/<int:number>/", links.one, name="desk_link"),
    path("desk/turn/<int:turn_id>/links/<int:number>/look/", links.look, name="desk_look"),
    path("desk/undo/<int:event_id>/", acts.undo, name="desk_undo"),
    path("desk/sending/<int:dispatch_id>/undo/", writing.take_back, name="desk_take_back"),
    path("desk/sending/<int:dispatch_id>/again/", writing.try_again, name="desk_try_again"),
    path("desk/sending/<int:dispatch_id>/aside/", writing.lay_aside, name="desk_lay_aside"),
    path("desk/answer/<int:dispatch_id>/edit/", changing.edit, name="desk_answer_edit"),
    path("desk/answer/<int:dispatch_id>/delete/", changing.delete, name="desk_answer_delete"),
    path("desk/answer/<int:dispatch_id>/call-off/<int:amendment_id>/", changing.call_off, name="desk_call_off"),
    path("desk/enclosed/<int:enclosure_id>/", pictures.enclosed, name="desk_enclosed"),
    path("desk/enclosed/<int:enclosure_id>/out/", writing.take_out, name="desk_take_out"),
    path("desk/picture/<int:turn_id>/<int:number>/", pictures.picture, name="desk_picture"),
    path("desk/avatar/<int:handle_id>/", pictures.face, name="desk_face"),
]
