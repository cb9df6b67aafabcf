public import ArgumentParser
public import Keys
public import Model

extension KeyPurpose: ExpressibleByArgument {}
extension SigningPublicKey.Algorithm: ExpressibleByArgument {}
