public import ArgumentParser
public import Assessment

extension ProductClass: ExpressibleByArgument {}
