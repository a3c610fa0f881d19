package ai.ominigate.console.shell;

import ai.ominigate.console.session.Rights;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** The one way between screens: where one is, where one was, and who may go where. */
public final class Navigator {

    private static final int REMEMBERED = 100;

    private final List<Place> places;
    private final Map<String, Desk> desks = new HashMap<>();
    private final Deque<Link> before = new ArrayDeque<>();
    private final Deque<Link> after = new ArrayDeque<>();
    private final ReadOnlyObjectWrapper<@Nullable Place> place = new ReadOnlyObjectWrapper<>(this, "place");
    private final ReadOnlyObjectWrapper<@Nullable Desk> desk = new ReadOnlyObjectWrapper<>(this, "desk");
    private final ReadOnlyBooleanWrapper canGoBack = new ReadOnlyBooleanWrapper(this, "canGoBack");
    private final ReadOnlyBooleanWrapper canGoForward = new ReadOnlyBooleanWrapper(this, "canGoForward");

    private final ReadOnlyBooleanWrapper opening = new ReadOnlyBooleanWrapper(this, "opening");
    private final BiConsumer<String, Runnable> soon;

    private @Nullable Link here;

    /**
     * @param all in the order of the rail; those that {@code rights} do not reach are left out
     * @param soon does a step, of this name, a moment later on the thread that draws, so that the window is not still for all
     *     of it
     */
    public Navigator(List<Place> all, Rights rights, BiConsumer<String, Runnable> soon) {
        this.soon = soon;
        places = all.stream()
                .filter(each -> each.rights().isEmpty() || rights.hasAny(each.rights()))
                .toList();
    }

    /** Where whoever is signed in may go. */
    public List<Place> places() {
        return places;
    }

    /** Goes where {@code link} leads. @return false if there is no such place, or not for whoever is signed in */
    public boolean go(Link link) {
        Optional<Place> target = find(link.place());
        if (target.isEmpty()) {
            return false;
        }
        if (here != null && !here.equals(link)) {
            before.push(here);
            if (before.size() > REMEMBERED) {
                before.removeLast();
            }
            after.clear();
        }
        show(target.get(), link);
        return true;
    }

    /** Whether whoever is signed in can follow the link. */
    boolean leads(Link link) {
        return find(link.place()).isPresent();
    }

    private Optional<Place> find(String id) {
        return places.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** A screen that nobody has seen is made in one step and shown in the next: both together take too long. */
    private void show(Place target, Link link) {
        here = link;
        Desk known = desks.get(target.id());
        if (known != null) {
            opening.set(false);
            show(target, known, link);
            return;
        }
        // Before it is made, so that it shows before anything lands that it asks for.
        soon.accept("showing " + target.id(), () -> {
            Desk made = desks.get(target.id());
            if (opening.get() && link.equals(here) && made != null) {
                opening.set(false);
                show(target, made, link);
            }
        });
        desks.put(target.id(), target.open().apply(this));
        opening.set(true);
    }

    private void show(Place target, Desk is, Link link) {
        Desk was = desk.get();
        if (was != null && !was.equals(is)) {
            was.leave();
        }
        place.set(target);
        desk.set(is);
        canGoBack.set(!before.isEmpty());
        canGoForward.set(!after.isEmpty());
        is.arrive(link);
    }

    /** Whether a screen is about to show: keys are for it, and not for the one that still shows. */
    ReadOnlyBooleanProperty openingProperty() {
        return opening.getReadOnlyProperty();
    }

    /** Goes back to where one was before. */
    public void back() {
        turn(before, after);
    }

    /** Goes where one was before going back. */
    public void forward() {
        turn(after, before);
    }

    private void turn(Deque<Link> from, Deque<Link> to) {
        Link link = from.poll();
        if (link != null && here != null) {
            to.push(here);
            find(link.place()).ifPresent(target -> show(target, link));
        }
    }

    /** What leads back to what shows; null before anything does. */
    public @Nullable Link here() {
        return here;
    }

    public ReadOnlyObjectProperty<@Nullable Place> placeProperty() {
        return place.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Desk> deskProperty() {
        return desk.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty canGoBackProperty() {
        return canGoBack.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty canGoForwardProperty() {
        return canGoForward.getReadOnlyProperty();
    }
}
