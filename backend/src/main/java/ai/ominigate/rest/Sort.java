package ai.ominigate.rest;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * In which order a list comes, by {@code ?sort=}: a method that answers a list takes one as a parameter, null where the
 * request says nothing. On the wire it is the constant's name as a JSON field has it, after a minus sign if it falls:
 * {@code sort=-createdAt} for {@code CREATED_AT}.
 *
 * @param by what it is sorted by, one of those that the list can be sorted by
 * @param descending whether the largest is first
 */
public record Sort<E extends Enum<E>>(E by, boolean descending) {
    static final String PARAMETER = "sort";

    /** What the request asks for; else the largest of this first, as the newest. */
    public static <E extends Enum<E>> Sort<E> orLargestFirst(@Nullable Sort<E> asked, E by) {
        return asked == null ? new Sort<>(by, true) : asked;
    }

    private static <E extends Enum<E>> Sort<E> of(String text, Class<E> by) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        return Arrays.stream(by.getEnumConstants())
                .filter(constant -> field(constant).equals(name))
                .findAny()
                .map(constant -> new Sort<>(constant, descending))
                .orElseThrow(() -> Refused.invalid("This list cannot be sorted by '" + name + "', but by "
                        + Arrays.stream(by.getEnumConstants())
                                .map(constant -> field(constant))
                                .collect(Collectors.joining(", "))
                        + "; with a minus sign before it for the largest first."));
    }

    private static String field(Enum<?> constant) {
        return field(constant.name());
    }

    /** {@code createdAt} for {@code CREATED_AT}. */
    static String field(String constant) {
        StringBuilder field = new StringBuilder();
        boolean capital = false;
        for (char letter : constant.toCharArray()) {
            if (letter != '_') {
                field.append(capital ? letter : Character.toLowerCase(letter));
            }
            capital = letter == '_';
        }
        return field.toString();
    }

    /** Reads it out of the request, after the filters. */
    @Singleton
    @SuppressWarnings({"rawtypes", "unchecked"}) // The parameter's type says what it is sorted by, at run time only.
    static final class Binder implements TypedRequestArgumentBinder<Sort>, PostponedRequestArgumentBinder<Sort> {

        @Override
        public Argument<Sort> argumentType() {
            return Argument.of(Sort.class);
        }

        @Override
        public BindingResult<Sort> bind(ArgumentConversionContext<Sort> context, HttpRequest<?> request) {
            String text = request.getParameters().get(PARAMETER);
            if (text == null) {
                return BindingResult.empty();
            }
            Class by =
                    context.getArgument().getFirstTypeVariable().orElseThrow().getType();
            return () -> Optional.of(of(text, by));
        }
    }
}
