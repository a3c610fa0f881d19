/** The window around the screens: places and the way between them, commands, the palette, the bars. It knows no feature. */
@NullMarked
package ai.ominigate.console.shell;

import org.jspecify.annotations.NullMarked;
