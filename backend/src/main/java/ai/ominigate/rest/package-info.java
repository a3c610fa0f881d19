/** What all JSON faces of ours do alike: how they refuse, page, and change things. */
@NullMarked
package ai.ominigate.rest;

import org.jspecify.annotations.NullMarked;
