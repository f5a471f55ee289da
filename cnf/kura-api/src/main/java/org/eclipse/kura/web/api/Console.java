package org.eclipse.kura.web.api;

import java.util.Optional;
import org.eclipse.kura.KuraException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The web admin. A real one has the methods of one servlet API alone: of {@code javax} up to Kura 5, of {@code jakarta} from Kura 6 on.
 * Here stand both, and a caller that is loaded by what is there calls its own. The real ones that register declare further checked
 * exceptions; what is not used is left out.
 */
@ProviderType
public interface Console {
    void registerConsoleExtensionBundle(ClientExtensionBundle extension);

    void unregisterConsoleExtensionBundle(ClientExtensionBundle extension);

    void registerSecuredServlet(String path, javax.servlet.Servlet servlet) throws Exception;

    void registerSecuredServlet(String path, jakarta.servlet.Servlet servlet) throws Exception;

    void unregisterServlet(String path) throws Exception;

    Optional<String> getUsername(javax.servlet.http.HttpSession session);

    Optional<String> getUsername(jakarta.servlet.http.HttpSession session);

    void checkXSRFToken(javax.servlet.http.HttpServletRequest request, String token) throws KuraException;

    void checkXSRFToken(jakarta.servlet.http.HttpServletRequest request, String token) throws KuraException;
}
