# frozen_string_literal: true

require_relative "lib/shop/core/version"

Gem::Specification.new do |spec|
  spec.name        = "shop-core"
  spec.version     = Shop::Core::VERSION
  spec.summary     = "What every part of the shop's counts on; isn't it?"
  spec.description = <<~TEXT
    It's a text with a quote, and with what looks like code:
      spec.version = "9.9.9"
  TEXT
  spec.files = `git ls-files -z`.split("\x0").reject { |f| f.match(%r{^(test|spec)/'}) }

  spec.required_ruby_version = ">= 2.7"
  spec.add_dependency "money", "~> 6.13", ">= 6.13.2"
  spec.add_runtime_dependency("i18n", [">= 0.6.4", "<= 2"])
  spec.add_dependency %q<rack>.freeze, [">= 1.2".freeze]
  spec.add_dependency "zeitwerk"
  spec.add_development_dependency "rake", "~> 13.0" if RUBY_VERSION > "2"
end
