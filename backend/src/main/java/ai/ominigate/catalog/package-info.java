/** What can be called and what it costs: providers, models, their upstreams and versioned prices. */
@NullMarked
package ai.ominigate.catalog;

import org.jspecify.annotations.NullMarked;
