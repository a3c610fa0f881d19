package ai.ominigate.rest;

import ai.ominigate.model.Page;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list somebody asks for, by {@code ?limit=&cursor=}: a controller's method takes one as a
 * parameter. Lists are read by keyset: rows after the last one seen, in the list's order, with the id as the last thing
 * sorted by, so that nothing is missed or shown twice while rows come and go.
 */
public final class PageRequest {
    /** Items of a part where the request says nothing. */
    public static final int USUAL = 50;
    /** Items of a part at most. */
    public static final int LARGEST = 200;

    static final Set<String> PARAMETERS = Set.of("limit", "cursor");

    private final int limit;
    private final String list;
    private final @Nullable Cursor after;

    private PageRequest(int limit, String list, @Nullable Cursor after) {
        this.limit = limit;
        this.list = list;
        this.after = after;
    }

    static PageRequest of(HttpRequest<?> request) {
        HttpParameters parameters = request.getParameters();
        String list = list(request.getPath(), parameters);
        String cursor = parameters.get("cursor");
        return new PageRequest(limit(parameters.get("limit")), list, cursor == null ? null : Cursor.read(list, cursor));
    }

    /** Everything that decides which items are in it and in which order. */
    private static String list(String path, HttpParameters parameters) {
        return new TreeSet<>(parameters.names())
                .stream()
                        .filter(name -> !name.equals("limit") && !name.equals("cursor"))
                        .map(name -> "&" + name + "=" + parameters.getAll(name))
                        .collect(Collectors.joining("", path, ""));
    }

    private static int limit(@Nullable String text) {
        try {
            int limit = text == null ? USUAL : Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // The sentence below says it.
        }
        throw Refused.invalid("The parameter 'limit' is a number from 1 to " + LARGEST + ".");
    }

    /** The beginning of a list that somebody wants the whole of, as far as that is not more than this. */
    static PageRequest first(int rows) {
        return new PageRequest(rows, "", null);
    }

    /** How many rows to read: one more than are shown tells whether there are more. */
    public int rows() {
        return limit + 1;
    }

    /** Where the last part ended; null at the beginning. */
    public @Nullable Cursor after() {
        return after;
    }

    /**
     * The part as it is answered.
     *
     * @param found up to {@link #rows()} rows in the list's order
     * @param item what the answer has of a row
     * @param place what a row has of what the list is sorted by, the id last
     */
    public <R, T> Page<T> of(List<R> found, Function<R, T> item, Function<R, List<?>> place) {
        List<R> shown = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(
                shown.stream().map(item).toList(),
                found.size() > limit ? Cursor.write(list, place.apply(shown.getLast())) : null);
    }

    /** The same where the places were read with the rows. */
    <R> Page<R> of(List<R> found, List<? extends List<?>> places) {
        int shown = Math.min(limit, found.size());
        return new Page<>(
                found.subList(0, shown), found.size() > limit ? Cursor.write(list, places.get(shown - 1)) : null);
    }

    /** Reads it out of the request, after the filters: who may not see the list does not learn what is wrong. */
    @Singleton
    static final class Binder
            implements TypedRequestArgumentBinder<PageRequest>, PostponedRequestArgumentBinder<PageRequest> {

        @Override
        public Argument<PageRequest> argumentType() {
            return Argument.of(PageRequest.class);
        }

        @Override
        public BindingResult<PageRequest> bind(ArgumentConversionContext<PageRequest> context, HttpRequest<?> request) {
            return () -> Optional.of(PageRequest.of(request));
        }
    }
}
