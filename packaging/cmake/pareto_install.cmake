# What `cmake --install` puts where. Programs first: pareto-terminal looks for pareto-readerd beside itself.
include(GNUInstallDirs)
install(TARGETS pareto-terminal pareto-readerd pareto-hq pareto-replay RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET pareto-terminal-window)
    install(TARGETS pareto-terminal-window RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(FILES packaging/udev/60-pareto-readers.rules DESTINATION lib/udev/rules.d)
# Not in force until a person copies them: one takes the kernel's NFC away, one starts a service.
install(FILES packaging/modprobe/pareto-readers.conf packaging/systemd/pareto-hq.service packaging/config/libnfc.conf
        DESTINATION ${CMAKE_INSTALL_DATADIR}/pareto/examples)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
