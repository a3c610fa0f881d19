package ai.ominigate.catalog;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What can be called right now, from memory. */
public interface Catalogue {

    /** The model that a caller means by this name, or null. Never blocks. */
    @Nullable
    Model find(String name);

    /** Every callable model, by name. */
    Collection<Model> models();

    /** Every provider that has a key, by name, whether calls may go to it or not. */
    Collection<Provider> providers();

    /** Why a name that {@link #find} does not know cannot be called, in a sentence for the caller, or null if it never existed. */
    @Nullable
    String whyNotCallable(String name);
}
