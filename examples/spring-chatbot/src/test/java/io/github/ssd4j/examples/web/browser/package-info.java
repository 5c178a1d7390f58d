/** The page, tested in a browser against the server as it is started by a user. */
@NullMarked
package io.github.ssd4j.examples.web.browser;

import org.jspecify.annotations.NullMarked;
