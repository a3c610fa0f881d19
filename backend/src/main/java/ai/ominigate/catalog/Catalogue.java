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

    /** Whether calls may go to this provider. A call that was begun when they might asks again before every try. Never blocks. */
    boolean admits(Provider provider);

    /**
     * Why a name that {@link #find} does not know cannot be called though it is sold: no provider of it is left that may be
     * sent what customers ask. In sentences for the caller; null where that is not the reason.
     */
    @Nullable
    String whyNobodyMayServe(String name);

    /** Why a name that {@link #find} does not know cannot be called, in a sentence for the caller, or null if it never existed. */
    @Nullable
    String whyNotCallable(String name);
}
