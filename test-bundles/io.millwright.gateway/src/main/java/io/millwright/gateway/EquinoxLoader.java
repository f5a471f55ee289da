package io.millwright.gateway;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Loads a framework that is not the one of the class path. The OSGi API classes stay shared, so that one launcher
 * drives both; everything of Equinox comes from the named jar.
 */
final class EquinoxLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    EquinoxLoader(Path framework) throws IOException {
        super(new URL[] {framework.toUri().toURL()}, FrameworkFactory.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("org.eclipse.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> type = findLoadedClass(name);
            return type != null ? type : findClass(name);
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : super.getResource(name);
    }

    /** The framework factory of the class path, or that of the given jar. */
    static FrameworkFactory factory(Path framework) throws IOException {
        if (framework == null) {
            return ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        }
        EquinoxLoader loader = new EquinoxLoader(framework);
        try {
            return (FrameworkFactory) loader.loadClass("org.eclipse.osgi.launch.EquinoxFactory")
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            loader.close();
            throw new GatewayException("Cannot load Equinox from " + framework, e);
        }
    }
}
