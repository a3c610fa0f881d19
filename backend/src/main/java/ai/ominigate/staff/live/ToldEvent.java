package ai.ominigate.staff.live;

import ai.ominigate.model.live.LiveEvent;
import ai.ominigate.staff.live.News.Audience;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Rights;

/** An event with its place in the order, and who may see it. */
record ToldEvent(LiveEvent event, Audience audience) {

    boolean isFor(Actor.Member watcher) {
        return switch (audience) {
            case Audience.Having having -> Rights.allows(watcher, having.capability());
            case Audience.Only only -> only.member().equals(watcher.member());
        };
    }
}
