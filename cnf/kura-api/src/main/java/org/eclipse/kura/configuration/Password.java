package org.eclipse.kura.configuration;

import org.osgi.annotation.versioning.ProviderType;

/** A password in a configuration. */
@ProviderType
public class Password {
    private final char[] password;

    /** Wraps a password. */
    public Password(String password) {
        this(password == null ? null : password.toCharArray());
    }

    /** Wraps a password. */
    public Password(char[] password) {
        this.password = password == null ? null : password.clone();
    }

    /** Returns the password. */
    public char[] getPassword() {
        return password == null ? null : password.clone();
    }

    @Override
    public String toString() {
        return password == null ? "" : new String(password);
    }
}
